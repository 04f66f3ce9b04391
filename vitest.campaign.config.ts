import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Campaigns: searches too long for every `npm test`, for example thousands of mutated scenario files. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.campaign.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
})
export default config
