import { expect, test } from 'vitest'
import { browserCommand } from '../src/browser.js'

test('a browser is opened where there is a screen, and the address is one argument', () => {
  const address = 'http://127.0.0.1:8081/dashboard/#login=a&node=b,c'
  expect(browserCommand('linux', {}, address)).toBeUndefined()
  expect(browserCommand('linux', { DISPLAY: ':0' }, address)).toEqual(['xdg-open', [address]])
  expect(browserCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' }, address)).toEqual(['xdg-open', [address]])
  expect(browserCommand('darwin', {}, address)).toEqual(['open', [address]])
  expect(browserCommand('win32', {}, address)).toEqual(['rundll32', ['url.dll,FileProtocolHandler', address]])
})
