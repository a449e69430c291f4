module.exports = require('../dist/control.js')
