import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Threads start faster than processes; two of them, because a third would only make the timings of tests that
    // start the command line unsteady.
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    slowTestThreshold: 2_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
export default config
