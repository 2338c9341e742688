export {
  type DingtalkMessage,
  type DingtalkStub,
  type DingtalkStubOptions,
  dingtalkTexts,
  startDingtalkStub,
} from './dingtalk-stub.ts'
export {
  type FeishuMessage,
  type FeishuStub,
  type FeishuStubOptions,
  feishuTexts,
  startFeishuStub,
} from './feishu-stub.ts'
export type { HttpStub, Misbehaviour } from './http-stub.ts'
export { type SlackMessage, type SlackStubOptions, slackTexts, startSlackStub } from './slack-stub.ts'
export {
  type ReceivedMail,
  type SmtpMisbehaviour,
  type SmtpStub,
  type SmtpStubOptions,
  startSmtpStub,
} from './smtp-stub.ts'
export { startWebhookStub, type WebhookMessage, type WebhookStub, type WebhookStubOptions } from './webhook-stub.ts'
