// Mutation testing of the judges: `npm run mutation`, nightly, because it runs their tests once for each of some
// thousand planted mistakes. `npx stryker run --mutate <file>` takes one file.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['src/checks/histories/**/*.ts'],
  // Stryker would rewrite the compiler's settings with a compiler of the generation before; nothing here needs them.
  tsconfigFile: 'none',
  ignorePatterns: ['*', '!src/**', '!test/**', '!bench/**', '!package.json', '!vitest.mutation.config.ts'],
  concurrency: 2,
  // What a mutant does for ever is mostly found by counting; this is for what is not, on a machine that is busy.
  timeoutMS: 10_000,
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: '.orrery/mutation.json' },
  tempDirName: '.orrery/mutation',
}
