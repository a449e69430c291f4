#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19))
  await import('../dist/cli.js')
else {
  console.error(`create-clacks-plugin needs Node 20.19, 22.12 or later; this is ${process.versions.node}.`)
  process.exitCode = 1
}
