import { loadScenario } from './load.ts'
import { renderProblem } from './render-problem.ts'
const MB = 1<<20
const marks = 'a: '.repeat(180)
const cases: Record<string,string> = {
 flowseq: '['.repeat(MB), nestmarks: ('a: {x, '+marks).repeat(64)+'{', nestmarks2: ('{x, '+marks).repeat(63),
 flowmap: '{'.repeat(MB), dashes: '- '.repeat(MB/2), colon: 'a: '.repeat(MB/3), q: '? '.repeat(MB/2), dq:'"'.repeat(MB), sq:"'".repeat(MB), sp:' '.repeat(MB), nl:'\n'.repeat(MB), nl2:'\n'.repeat(400000), tab:'\t'.repeat(MB), hash:'#\n'.repeat(MB/2), hash1:'#'.repeat(MB), pipe:'|\n'.repeat(MB/2), gt:'a: >\n'.repeat(MB/5), docs:'---\n'.repeat(MB/4), comma:'['+','.repeat(MB), list:'- a\n'.repeat(90000), maps:Array.from({length:45000},(_,i)=>'k'+i+': 1').join('\n'), same:'a: 1\n'.repeat(49000), flowlist:'['+'1,'.repeat(90000)+']', long:'name: '+'x'.repeat(MB-10), longlit: 'app: {a: {operations: {b: [{cpu: "'+'exp('.repeat(200000)+'"}]}}}', longlit2: 'app: {a: {operations: {b: [{cpu: "'+'1'.repeat(19000)+'ms"}]}}}', emp: 'app: {a: {operations: {b: [{cpu: "empirical('+'1ms,'.repeat(4000)+'1ms)"}]}}}',longq:'a: "'+'\\n'.repeat(MB/2-10)+'"', nul:'\0'.repeat(MB), multi: 'a: b\n' + ' c\n'.repeat(MB/3-10), comments: 'a:\n' + '  # c\n'.repeat(MB/6-10)+'  b: 1', stairs: Array.from({length:1000},(_,i)=>' '.repeat(i)+'a:').join('\n'), stairs60: Array.from({length:60},(_,i)=>' '.repeat(i)+'a:').join('\n'), brk:']'.repeat(MB), qkeys: '{'+ Array.from({length:49000},(_,i)=>'"a'+i+'":1').join(',')+'}', ws: 'a:' + ' '.repeat(MB-10)+'b', colons: ':'.repeat(MB), colonsf: '['+':'.repeat(MB-1), plainmulti: ('a\n').repeat(MB/2),
 ops: 'name: x\napp:\n  m:\n    operations:\n'+Array.from({length:16000},(_,i)=>`      o${i}: [ { cpu: 5mz } ]`).join('\n'),
 opsok: 'name: x\napp:\n  m:\n    operations:\n'+Array.from({length:16000},(_,i)=>`      o${i}: [ { cpu: exp(5ms) } ]`).join('\n')+'\nworkload: { a: { arrivals: poisson(1/s), call: m.o1 } }',
 badkeys: 'name: x\napp:\n  m:\n'+Array.from({length:45000},(_,i)=>`    o${i}: 1`).join('\n'),
 badnames: 'name: x\napp:\n'+Array.from({length:45000},(_,i)=>`  9o${i}: {}`).join('\n'),
 expects: 'name: x\nexpect:\n'+Array.from({length:45000},(_,i)=>`  - a.b${i}.p99 < 5mz`).join('\n'),
 vars: 'name: x\napp: {a: {}}\nvariants:\n'+Array.from({length:300},(_,i)=>`  v${i}: { deploy: { x${i}: { modules: all, q: 1 } } }`).join('\n'),
 varnull: 'name: x\napp:\n'+Array.from({length:20000},(_,i)=>`  m${i}: {}`).join('\n')+'\nvariants:\n  v:\n    app:\n'+Array.from({length:20000},(_,i)=>`      n${i}: null`).join('\n'),
 deepsteps: 'name: x\napp: {a: {operations: {b: '+'[{parallel: ['.repeat(13)+'{cpu: 5mz}'+']}]'.repeat(13)+'}}}',
 parens: 'a: ' + 'f('.repeat(MB/2-10), parens2: ('a(b, c: d)\n').repeat(MB/12),
}
const only = process.argv[2]
for (const [n, text] of Object.entries(cases)) {
  if (only && n !== only) continue
  const c0=process.cpuUsage(); const t0=performance.now()
  const r = loadScenario({kind:'yaml', file:n, text})
  const c1=process.cpuUsage(c0); const t1=performance.now()
  console.log(n, text.length, Math.round((c1.user+c1.system)/1000)+"ms", Math.round(process.memoryUsage().rss/1e6)+'MB', r.ok, r.problems.length, r.problems[0] ? renderProblem(r.problems[0],{textOf:()=>text}).split('\n').slice(0,2).join(' | ').slice(0,150) : '')
}
