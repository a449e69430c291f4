/** A file of the command line; undefined for `-`, which is standard input or output. */
export function fileArgument(text: string): string | undefined {
  return text === '-' ? undefined : text
}
