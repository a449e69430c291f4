module.exports = require('../dist/json-schema.js')
