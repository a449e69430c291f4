// CommonJS is a door, not a second build: both sides share one copy of everything.
module.exports = require('../dist/index.js').default
