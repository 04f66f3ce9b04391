import { gapTransforms } from '../../../src/experiments/verify/theory/gap-transforms.ts'
import { gim1 } from '../../../src/experiments/verify/theory/gim1.ts'
import { mm1 } from '../../../src/experiments/verify/theory/mm1.ts'
import { mmc } from '../../../src/experiments/verify/theory/mmc.ts'
import { powerOfChoices } from '../../../src/experiments/verify/theory/power-of-choices.ts'
import { shortestQueue } from '../../../src/experiments/verify/theory/shortest-queue.ts'
import type { Figures } from './figures.ts'

function rotationFigures(servers: number, rho: number): Figures {
  const q = gim1(gapTransforms.erlang(rho, servers), rho, 1)
  return {
    W: q.meanSojourn,
    p50: q.sojournQuantile(0.5),
    p95: q.sojournQuantile(0.95),
    p99: q.sojournQuantile(0.99),
    W_random: mm1(rho, 1).meanSojourn,
    W_central_queue: mmc(servers * rho, 1, servers).meanSojourn,
  }
}

function pairFigures(rho: number): Figures {
  const { meanSojourn } = shortestQueue({ servers: 2, choices: 2, rho, replacement: false }, 80)
  return {
    W: meanSojourn,
    W_RR: gim1(gapTransforms.erlang(rho, 2), rho, 1).meanSojourn,
    W_random: mm1(rho, 1).meanSojourn,
    W_MM2: mmc(2 * rho, 1, 2).meanSojourn,
  }
}

function choicesFigures(servers: number, choices: number, rho: number): Figures {
  const q = shortestQueue({ servers, choices, rho, replacement: false }, 32)
  return {
    W: q.meanSojourn,
    W_random: mm1(rho, 1).meanSojourn,
    W_central_queue: mmc(servers * rho, 1, servers).meanSojourn,
    P_some_server_idle: q.someIdleProbability,
  }
}

function meanFieldFigures(rho: number): Figures {
  return Object.fromEntries([1, 2, 3, 5].map((d) => [`d${d}`, powerOfChoices(rho, d)]))
}

/** Dispatching to several servers, by the ids of the references. */
export function balancingFigures(): Record<string, () => Figures> {
  return {
    'LB-RR-2-50': () => rotationFigures(2, 0.5),
    'LB-RR-2-80': () => rotationFigures(2, 0.8),
    'LB-RR-2-95': () => rotationFigures(2, 0.95),
    'LB-RR-10-50': () => rotationFigures(10, 0.5),
    'LB-RR-10-80': () => rotationFigures(10, 0.8),
    'LB-RR-10-95': () => rotationFigures(10, 0.95),
    'LB-JSQ-2-50': () => pairFigures(0.5),
    'LB-JSQ-2-70': () => pairFigures(0.7),
    'LB-JSQ-2-80': () => pairFigures(0.8),
    'LB-JSQD-3-3-80': () => choicesFigures(3, 3, 0.8),
    'LB-JSQD-3-2-80': () => choicesFigures(3, 2, 0.8),
    'LB-MF-50': () => meanFieldFigures(0.5),
    'LB-MF-70': () => meanFieldFigures(0.7),
    'LB-MF-80': () => meanFieldFigures(0.8),
    'LB-MF-90': () => meanFieldFigures(0.9),
    'LB-MF-95': () => meanFieldFigures(0.95),
    'LB-MF-99': () => meanFieldFigures(0.99),
    'LB-SIM-100-d2-50': () => ({ mean_field_d2: powerOfChoices(0.5, 2) }),
    'LB-SIM-100-d2-80': () => ({ mean_field_d2: powerOfChoices(0.8, 2) }),
    'LB-SIM-100-d2-90': () => ({ mean_field_d2: powerOfChoices(0.9, 2) }),
  }
}
