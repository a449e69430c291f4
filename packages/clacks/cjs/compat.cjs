module.exports = require('../dist/compat.js').default
