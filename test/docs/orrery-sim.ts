/** What the examples take from the package, without the rest of it. */
export { defineScenario } from '../../src/scenarios/define.ts'
export { defineProcess } from '../../src/sim/processes/define-process.ts'
