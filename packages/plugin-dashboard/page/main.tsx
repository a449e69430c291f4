import 'uplot/dist/uPlot.min.css'
import './style.css'
import './views.css'
import { render } from 'preact'
import { App } from './app.js'
import { Network } from './state/network.js'

const root = document.getElementById('page')
if (root !== null) {
  const network = new Network(location.origin)
  render(<App network={network} />, root)
  network.start(takeLogin())
}

/** The login codes in the fragment of the address, which is removed at once. */
function takeLogin(): URLSearchParams {
  const parameters = new URLSearchParams(location.hash.slice(1))
  if (parameters.has('login') || parameters.has('node')) {
    history.replaceState(null, '', `${location.pathname}#/network`)
    return parameters
  }
  return new URLSearchParams()
}
