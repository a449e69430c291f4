// Not a second build: CommonJS and ES modules share one copy of everything.
module.exports = require('../dist/index.js').default
