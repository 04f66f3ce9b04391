import fc from 'fast-check'
import { mutations } from '../../test/scenarios/mutations.ts'
import { faultsOfAnswer } from '../../test/scenarios/located.ts'
import { EXAMPLES } from '../../test/scenarios/examples.ts'
import { loadScenario } from './load.ts'
import { loadYaml } from './load-yaml.ts'
for (let k=0;k<3;k++) for (const [n, text] of Object.entries(EXAMPLES)) {
  let t0=performance.now(); for (let i=0;i<20;i++) loadYaml(n,text); let t1=performance.now(); for (let i=0;i<20;i++) loadScenario({kind:'yaml', file:n, text}); 
  console.log(n, ((t1-t0)/20).toFixed(2), ((performance.now()-t1)/20).toFixed(2))
}
const t00=performance.now()
const sample = fc.sample(mutations(), {seed:20, numRuns:600})
console.log('gen', performance.now()-t00)
const by = new Map()
for (const m of sample) { const t0=performance.now(); const f = faultsOfAnswer(m.text); const t=performance.now()-t0; if (f.length) console.log(m.name, f); const k=m.name.replace(/\d+/g,'N'); const e=by.get(k)??[0,0,0]; e[0]++; e[1]+=t; e[2]=Math.max(e[2],t); by.set(k,e) }
for (const [k,e] of [...by].sort((a,b)=>b[1][1]-a[1][1]).slice(0,15)) console.log(k, e)
