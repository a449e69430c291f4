import { unitTests } from '../../tools/unit-tests.js'

export default unitTests('plugin-dashboard', 120_000)
