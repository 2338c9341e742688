import type { StreamEvent } from '@tocsin/stream'
import type { ServiceEvent } from './service-events.ts'

/** What services write to directly, for the few lines that are no event. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
}

/**
 * The level and the sentence of an event; its fields go beside it. `debug` = many per second; `info` = the life of the
 * process; `warn` = healed by itself, but somebody may ask; `error` = somebody has to act.
 */
export function logLine(event: StreamEvent | ServiceEvent): LogLine {
  switch (event.type) {
    case 'TaskTaken':
      return info(`took task ${event.task.partition} at commit ${event.commitNumber}`)
    case 'TaskReleased':
      return info(`released task ${event.task.partition}: ${event.reason}`)
    case 'Rebalanced':
      return info(`assigned partitions ${event.partitions.join(', ') || '(none)'}`)
    case 'BatchCommitted':
      return debug(`committed batch ${event.commitNumber} of task ${event.task.partition}`)
    case 'TimersFired':
      return debug(`fired ${event.count} timers of task ${event.task.partition}`)
    case 'CommitFenced':
      return warn(`another process owns task ${event.task.partition} now; nothing was written`)
    case 'CommitStale':
      return warn(`the store is at another commit of task ${event.task.partition}: it was rolled back or lost`)
    case 'CommitOutcomeUnknown':
      return warn(`a commit of task ${event.task.partition} got no reply; read back as ${event.resolvedAs}`)
    case 'StoreLost':
      return error(`the store lost task ${event.task.partition}; rebuilding it from the log: ${event.detail}`)
    case 'StoreRolledBack':
      return error(`the store went back in time for task ${event.task.partition}; healing: ${event.detail}`)
    case 'EntitiesWoken':
      return info(
        `task ${event.task.partition} looks at all entities at ${new Date(event.momentMs).toISOString()}, when its rules change: ${event.moved} timers moved in ${event.tookMs} ms`,
      )
    case 'CollectsMore':
      return info(
        `the rules of task ${event.task.partition} ask for ${event.missing.join(', ')}, which its states have not collected from the beginning: it asks for a rebuild`,
      )
    case 'FollowingMarks':
      return info(`task ${event.task.partition} follows ${event.marks} marks`)
    case 'FollowedMarks':
      return info(`task ${event.task.partition} has followed its marks`)
    case 'RebuildStarted':
      return info(
        `rebuilding the states of task ${event.task.partition} (${event.reason}) from ${event.records} records, as generation ${event.generation}`,
      )
    case 'RebuildProgressed':
      return debug(`rebuilt ${event.recordsDone} of ${event.recordsToDo} records of task ${event.task.partition}`)
    case 'GenerationSwitched':
      return info(
        `task ${event.task.partition} works on generation ${event.generation} now: ${event.records} records rebuilt in ${event.tookMs} ms, ${event.told} outputs told to make up for what differed`,
      )
    case 'RebuildDeclined':
      return error(`the rebuild asked for task ${event.task.partition} cannot be done; it goes on: ${event.reason}`)
    case 'RecordDeadLettered':
      return warn(
        `dead-lettered ${event.topic}/${event.task.partition}/${event.offset} (${event.reason}): ${event.message}`,
      )
    case 'BecameLive':
      return info(`${event.topic}/${event.task.partition} is live from offset ${event.offset}`)
    case 'OutboxPublished':
      return debug(`published ${event.entries} outbox entries of task ${event.task.partition}`)
    case 'TaskBackedOff':
      return warn(`task ${event.task.partition} waits ${event.retryInMs} ms: ${event.reason}`)
    case 'TaskStopped':
      return error(`task ${event.task.partition} stopped and waits for the operator: ${event.reason}`)
    case 'OffsetCommitFailed':
      return warn(`Kafka did not take the offsets (the store has them; next time will do): ${event.reason}`)
    case 'ServiceStarting':
      return info('starting')
    case 'ServiceStarted':
      return info('started')
    case 'ServiceStopping':
      return info(`stopping: ${event.reason}`)
    case 'ServiceStopped':
      return info('stopped')
    case 'ComponentStarted':
      return info(`started ${event.component}`)
    case 'ComponentStopped':
      return info(`stopped ${event.component}`)
    case 'ComponentStopFailed':
      return error(`${event.component} did not stop cleanly: ${event.message}`)
    case 'HttpListening':
      return info(`metrics and health at http://${event.host}:${event.port}`)
    case 'RuleSetLoaded':
      return info(`rule set ${event.version} from ${event.file}, ${event.indicators.length} indicators`)
    case 'RulesAccepted':
      return info(
        `${event.place}: rule set ${event.version}, published by ${event.publishedBy}, is in force from ${new Date(event.effectiveFromMs).toISOString()}`,
      )
    case 'RulesRefused':
      return error(`${event.place} is no rule set to apply, the one before stays in force: ${event.reason}`)
    case 'SchemasReady':
      return info(`${event.subjects} schemas are registered`)
    case 'WaitingForDependency':
      return warn(`waiting for ${event.dependency}: ${event.message}`)
    case 'AlertPublished':
      return info(`alert ${event.alertId} revision ${event.revision} ${event.transition} (${event.indicator})`)
    case 'RoutingLoaded':
      return info(`routing ${event.version} from ${event.file}, channels ${event.channels.join(', ') || '(none)'}`)
    case 'NotificationRequested':
      return info(`notification ${event.notificationId} requested on ${event.channel}, ${event.alerts} alerts`)
    case 'NotificationAttempted':
      return event.outcome === 'delivered' && event.reason === undefined
        ? debug(`sent notification ${event.notificationId} to ${event.channel}`)
        : warn(`notification ${event.notificationId} to ${event.channel}: ${event.outcome}: ${event.reason ?? ''}`)
    case 'NotificationDelivered':
      return info(`notification ${event.notificationId} delivered on ${event.channel}`)
    case 'NotificationFailed':
      return error(`gave up notification ${event.notificationId} on ${event.channel}: ${event.reason}`)
    case 'AlertNotNotified':
      return info(`nobody is told of alert ${event.alertId} revision ${event.revision}: ${event.reason}`)
    case 'ChannelRested':
      return warn(`channel ${event.channel} rests for ${event.forMs} ms: ${event.reason}`)
    case 'ApiKeysLoaded':
      return event.names.length > 0
        ? info(`API keys ${event.names.join(', ')} from ${event.file}`)
        : warn(`${event.file} holds no API key: every request is refused; see the README of ingest`)
    case 'MappingsLoaded': {
      const names = event.names.length > 0 ? event.names.join(', ') : 'none'
      const unusable = event.unusable.map(({ name, reason }) => `; ${name} cannot be used: ${reason}`)
      return info(`mappings of ${event.folder}: ${names}${unusable.join('')}`)
    }
    case 'ApiListening':
      return info(`the API listens at http://${event.host}:${event.port}`)
    case 'IngestAnswered':
      return event.status === 401 || event.status === 403 || event.status === 429
        ? warn(`answered ${event.status} on ${event.route}`)
        : debug(`answered ${event.status} on ${event.route}`)
    case 'IngestCounted':
      return debug(`${event.outcome} ${event.count} events of ${event.apiKey}`)
    case 'IngestRefused':
      return warn(`refused an event of ${event.apiKey}: ${event.faults.map(({ code }) => code).join(', ')}`)
    case 'IngestLogAway':
      return warn(`accepting nothing until Kafka is back: ${event.message}`)
    case 'IngestLogBack':
      return info(`accepting again after ${event.awayMs} ms`)
    case 'IngestFailed':
      return error(`a request failed: ${event.message}`)
    case 'WatchdogExpired':
      return error(
        `task ${event.partition} (${event.phase}) has input and made no progress for ${event.silentMs} ms; ending`,
      )
  }
}

const debug = (message: string): LogLine => ({ level: 'debug', message })
const info = (message: string): LogLine => ({ level: 'info', message })
const warn = (message: string): LogLine => ({ level: 'warn', message })
const error = (message: string): LogLine => ({ level: 'error', message })
