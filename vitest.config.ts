import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { isStale } from './tools/is-stale.mjs'

const ROOT = dirname(fileURLToPath(import.meta.url))

/** It counts how often code runs that is loaded after it began to count. */
const ALONE: readonly string[] = ['test/scenarios/linear.test.ts']

/** Where the tests are that take longest. Begun last, one of them would leave the other thread with nothing to do. */
const SLOW: readonly string[] = ['/test/gallery/', '/test/replay/', '/test/cli/', '/test/testing/', '/test/faults/']

/** Files with a thread of their own come first, then the slow ones, then the others in vitest's own order. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (project.config.isolate) return -1
  const at = SLOW.findIndex((folder) => moduleId.includes(folder))
  return at === -1 ? SLOW.length : at
}

/**
 * Whether tests may run what was built of the sources in their place, as `npm test` has seen to. It is the same code;
 * but what the test runner makes of sources takes half as long again for the same work, because each use of something
 * imported is a look-up there.
 */
const BUILT =
  process.argv.includes('run') && !process.argv.some(isCoverage) && !isStale(`${ROOT}/dist`, [`${ROOT}/src`])

/** Where it has to count lines of the sources. */
function isCoverage(word: string): boolean {
  return word.startsWith('--coverage')
}

/** Takes a module of the sources from `dist`. The command line is bundled there, and its modules stay sources. */
const takeBuilt: NonNullable<ViteUserConfig['plugins']>[number] = {
  name: 'take-built',
  enforce: 'pre',
  resolveId(wanted, importer) {
    if (!BUILT || importer === undefined || !wanted.startsWith('.') || !wanted.endsWith('.ts')) return null
    const path = resolve(dirname(importer), wanted)
    if (!path.startsWith(`${ROOT}/src/`) || path.startsWith(`${ROOT}/src/cli/`)) return null
    const built = `${ROOT}/dist/${path.slice(`${ROOT}/src/`.length, -'.ts'.length)}.js`
    return existsSync(built) ? { id: built, external: true } : null
  },
}

const config: ViteUserConfig = defineConfig({
  test: {
    // Threads start faster than processes; two of them, because a third would only make the timings of tests that
    // start the command line unsteady.
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    slowTestThreshold: 2_000,
    sequence: { sequencer: SlowFirst },
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    projects: [
      {
        extends: true,
        plugins: [takeBuilt],
        // The files of a thread share the modules that they load: to load them for each file anew takes a quarter of
        // the time of all tests. No test replaces a module, and modules keep no state but what they look up once.
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE],
          isolate: false,
          server: { deps: { external: [/\/dist\//] } },
        },
      },
      { extends: true, test: { name: 'alone', include: [...ALONE] } },
    ],
  },
})
export default config
