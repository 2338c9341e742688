export {
  CHANNEL_KINDS,
  type Channel,
  type ChannelKind,
  type ChannelLimits,
  DELIVERY_CAUSES,
  type Delivery,
  type DeliveryCause,
  type Notification,
  type NotifiedAlert,
  type Recipient,
} from './channel.ts'
export { type CreatedChannels, createChannels, type LeftOutChannel } from './create-channels.ts'
export { type ChannelEnvironment, processEnvironment } from './file/environment.ts'
export { type ParsedChannelsFile, parseChannelsFile } from './file/parse-channels-file.ts'
export type { ChannelInFile, ChannelsFile } from './file/schema.ts'
export { testNotification } from './test-notification.ts'
