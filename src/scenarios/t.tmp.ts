import { loadScenario } from './load.ts'
import { renderProblem } from './render-problem.ts'
import {readFileSync} from 'node:fs'
const text = readFileSync(0,'utf8')
const t0=performance.now()
const r = loadScenario({kind:'yaml', file:'shop.yaml', text}, {set: process.argv.slice(2)})
const t1=performance.now()
for (const p of r.problems) console.log(renderProblem(p, {textOf: ()=>text})+'\n')
console.log(r.ok, r.ok ? r.source.hash+' '+r.source.variants : '', (t1-t0).toFixed(1)+'ms')
