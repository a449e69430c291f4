import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPages, anchorsOf, ROOT } from './pages.js'

describe('links in the documentation', () => {
  it.each(allPages().map((page) => [page.path, page] as const))(
    '%s: each linked file and heading exists',
    (_, page) => {
      const broken = page.links.filter(({ file, heading }) => {
        if (!existsSync(join(ROOT, file))) return true
        return heading !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(heading)
      })
      expect(broken.map(({ place }) => place)).toEqual([])
    },
  )

  it('finds any links', () => {
    expect(allPages().flatMap(({ links }) => links).length).toBeGreaterThan(50)
  })
})
