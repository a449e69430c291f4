// In a process of its own: a store works in a thread of its own, where nothing else has taught the
// compiler other shapes.
import { postgresWrites } from './postgres-writes.ts'

process.send?.(await postgresWrites(Number(process.argv[2])))
process.disconnect()
