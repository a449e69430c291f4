import type { AnyTarget } from './target.ts'
import { answers } from './targets/answers.ts'
import { archive } from './targets/archive.ts'
import { batch } from './targets/batch.ts'
import { config } from './targets/config.ts'
import { control } from './targets/control.ts'
import { exported } from './targets/export.ts'
import { gatewayRequests } from './targets/gateway.ts'
import { http } from './targets/http.ts'
import { journal } from './targets/journal.ts'
import { payload } from './targets/payload.ts'
import { responses } from './targets/responses.ts'
import { tls } from './targets/tls.ts'

/** All targets by name. */
export const TARGETS: Readonly<Record<string, AnyTarget>> = {
  payload,
  batch,
  answers,
  control,
  http,
  tls,
  responses,
  config,
  journal,
  archive,
  export: exported,
  gateway: gatewayRequests,
}
