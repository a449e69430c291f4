export { logger, logger as default } from './logger.js'
