/** `1 d 2 h`, `3 min 4 s`: the two largest units. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const units: (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = units.findIndex(([amount]) => amount > 0)
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2)
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ')
}
