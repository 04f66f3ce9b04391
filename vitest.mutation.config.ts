import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** What mutants of the judges are run against: all their tests but those that only count steps on long histories. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/checks/histories/**/*.test.ts'],
    exclude: ['test/checks/histories/cost.test.ts'],
    testTimeout: 60_000,
  },
})
export default config
