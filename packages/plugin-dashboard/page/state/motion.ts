/** Whether the person wants to see things move. */
export function wantsMotion(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Calls a function in every frame, with the milliseconds since the page was opened. */
export function everyFrame(draw: (now: number) => void): () => void {
  let request = requestAnimationFrame(function frame(now) {
    draw(now)
    request = requestAnimationFrame(frame)
  })
  return () => cancelAnimationFrame(request)
}

/** Fits a canvas to its size on the screen. @returns width and height in CSS pixels */
export function fitCanvas(canvas: HTMLCanvasElement): { readonly width: number; readonly height: number } {
  const { clientWidth: width, clientHeight: height } = canvas
  const scale = devicePixelRatio
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
  }
  canvas.getContext('2d')?.setTransform(scale, 0, 0, scale, 0, 0)
  return { width, height }
}

/** The colours of the style sheet, by the names of its custom properties. */
export function colours(element: Element): (name: string) => string {
  const style = getComputedStyle(element)
  const known = new Map<string, string>()
  return (name) => {
    const colour = known.get(name) ?? style.getPropertyValue(`--${name}`).trim()
    known.set(name, colour)
    return colour
  }
}
