import type { WindowLevelData } from '../window-level.ts'
import type { WindowTallyData } from '../window-tally.ts'
import type { BacklogData } from './backlogs.ts'
import { MessageCount } from './message-anomaly.ts'
import type { MessageCourse } from './message-course.ts'
import type { MessageFindings } from './message-findings.ts'
import type { MessageSubjects } from './message-subjects.ts'
import type { KeyTrouble, MessageSummary, MessagesOf } from './message-summary.ts'
import type { MessageTally, MessageTallyData } from './message-tally.ts'

/** What publishers and the broker's front do is the same for all subscriptions of an event. */
const SHARED: readonly MessageCount[] = [
  MessageCount.published,
  MessageCount.confirmed,
  MessageCount.unconfirmed,
  MessageCount.noted,
  MessageCount.unfollowed,
]

/** What was booked, by names. `backlogs`: by subscription, after them by event; `measured`: ns. */
export function summarizeMessages(
  { events, subscriptions }: MessageSubjects,
  findings: MessageFindings,
  backlogs: readonly BacklogData[],
  measured: number,
): MessageSummary {
  const backlogOf = (place: number): BacklogData => backlogs[place] as BacklogData
  const own = subscriptions.map(({ name, event }, s): MessagesOf => {
    const tally = withShared((findings.subscriptions[s] as MessageTally).data(), findings.events[event] as MessageTally)
    return { name, tally, backlog: backlogOf(s), keys: findings.keysOf(s) }
  })
  return {
    measured,
    events: events.map(({ name, subscriptions: all }, event): MessagesOf => {
      const keys: readonly KeyTrouble[] = all.length === 1 ? (own[all[0] as number]?.keys ?? []) : []
      const backlog = backlogOf(subscriptions.length + event)
      return { name, tally: (findings.events[event] as MessageTally).data(), backlog, keys }
    }),
    subscriptions: own,
    examples: findings.examples,
    course: courseOf({ events, subscriptions }, findings, backlogs),
  }
}

type Names = Pick<MessageSubjects, 'events' | 'subscriptions'>

function courseOf(
  { events, subscriptions }: Names,
  findings: MessageFindings,
  backlogs: readonly BacklogData[],
): readonly MessageCourse[] | null {
  const tallies = findings.courses()
  if (tallies.length === 0) return null
  const courses = backlogs.map(({ course }, at) => ({
    backlog: course as WindowLevelData,
    tally: tallies[at] as WindowTallyData,
  }))
  const first = subscriptions.length
  return [
    ...events.map(({ name }, event) => ({ name, ...(courses[first + event] as Omit<MessageCourse, 'name'>) })),
    ...subscriptions.map(({ name, event }, s): MessageCourse => {
      const { tally, backlog } = courses[s] as Omit<MessageCourse, 'name'>
      const { counts: shared } = tallies[first + event] as WindowTallyData
      const counts = tally.counts.map((row, count) => {
        return SHARED.includes(count as MessageCount) ? (shared[count] as readonly number[]) : row
      })
      return { name, tally: { ...tally, counts }, backlog }
    }),
  ]
}

function withShared(tally: MessageTallyData, { counts }: MessageTally): MessageTallyData {
  const shared = tally.counts.map((value, count) => {
    return SHARED.includes(count as MessageCount) ? (counts[count] as number) : value
  })
  return { ...tally, counts: shared }
}
