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
