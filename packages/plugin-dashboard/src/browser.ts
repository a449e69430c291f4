import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * The program that opens an address in the browser of the user, with its arguments. Undefined where
 * there is no screen to show one.
 */
export function browserCommand(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  address: string,
): readonly [program: string, args: readonly string[]] | undefined {
  if (platform === 'darwin') return ['open', [address]]
  // `start` of cmd.exe would interpret the address.
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]]
  const hasScreen = env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined
  return hasScreen ? ['xdg-open', [address]] : undefined
}

/**
 * Opens an address in the browser of the user, where there is a screen.
 * @returns whether a browser was started
 */
export async function openBrowser(address: string): Promise<boolean> {
  const command = browserCommand(process.platform, process.env, address)
  if (command === undefined) return false
  const [program, args] = command
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  try {
    await once(child, 'spawn')
    child.unref()
    return true
  } catch {
    // Without a browser, the address is printed all the same.
    return false
  }
}
