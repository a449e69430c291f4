// In a separate process, so that the compiler has not seen other object shapes: in production a
// store runs in a separate thread.
import { postgresWrites } from './postgres-writes.ts'

process.send?.(await postgresWrites(Number(process.argv[2])))
process.disconnect()
