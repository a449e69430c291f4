import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Config } from '../api/types.js'
import type { NodeState } from '../state/node-state.js'

/** The config of a node, what went wrong when it was read, and how to read it again. */
export interface ReadConfig {
  readonly config: Config | undefined
  readonly problem: string
  readonly read: () => void
}

/** Reads the config of a node once it is connected. */
export function useConfig(node: NodeState): ReadConfig {
  const [config, setConfig] = useState<Config>()
  const [problem, setProblem] = useState('')
  const isConnected = node.connection === 'connected'
  const read = useCallback(() => {
    node.client.get<Config>('/v1/config').then(
      (answer) => {
        setConfig(answer)
        setProblem('')
      },
      (thrown) => setProblem(thrown instanceof Error ? thrown.message : String(thrown)),
    )
  }, [node])
  useEffect(() => {
    if (isConnected) read()
  }, [isConnected, read])
  return { config, problem, read }
}
