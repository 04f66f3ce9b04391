import fc from 'fast-check'
import { mutations } from '../../test/scenarios/mutations.ts'
import { loadScenario } from './load.ts'
const sample = fc.sample(mutations(), {seed:20, numRuns:2500})
for (const m of sample) { try { loadScenario({kind:'yaml', file:'x', text: m.text}) } catch (e) { console.log(m.name, String(e).slice(0,200)); const t=m.text; const i=t.search(/(.{1,4}?)\1{40,}/s); console.log(JSON.stringify(t.slice(Math.max(0,i-60), i+80))); } }
