export { gateway, gateway as default } from './gateway.js'
export type { GatewayOptions } from './options.js'
export type {
  Gateway,
  GatewayAnswer,
  GatewayFiles,
  GatewayMount,
  GatewayRequest,
  GatewayRoute,
} from './service.js'
