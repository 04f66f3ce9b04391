import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Histories checked by hand come before random ones: most mutants fall to them, in a hundredth of the time. */
class HandCheckedFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  return moduleId.includes('brute-force') ? 1 : 0
}

/**
 * What mutants of the judges are run against: all their tests but those that only count steps on long histories, with
 * fewer random ones.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/checks/histories/**/*.test.ts'],
    exclude: ['test/checks/histories/cost.test.ts'],
    env: { ORRERY_FEW_RUNS: '1' },
    testTimeout: 60_000,
    isolate: false,
    sequence: { sequencer: HandCheckedFirst },
  },
})
export default config
