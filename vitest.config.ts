import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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
        // The files of a thread share the modules that they load: to load them for each file anew takes a quarter of
        // the time of all tests. No test replaces a module, and modules keep no state but what they look up once.
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [...ALONE], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: [...ALONE] } },
    ],
  },
})
export default config
