import type { Delivery, DeliveryCause } from '@tocsin/channels'
import type { Language } from '../terminal.ts'

/** What came of a message, for the person who sent it: the outcome, why, what to do. */
export function deliveryLines(channel: string, delivery: Delivery, language: Language): string[] {
  const zh = language === 'zh'
  if (delivery.kind === 'delivered') {
    const told = zh
      ? `${channel} 已接受测试消息，请在接收端确认。`
      : `${channel} has accepted the test message. See whether it has arrived.`
    return delivery.remark === undefined ? [told] : [told, delivery.remark]
  }
  const isFinal = delivery.kind === 'rejected'
  const outcome = zh
    ? `${channel} 未送达${isFinal ? '，再次发送也不会成功' : '，稍后重试可能成功'}。`
    : `${channel} has not delivered it${isFinal ? ', and will not the next time' : '; another attempt may succeed'}.`
  const advice = delivery.cause === undefined ? [] : [ADVICE[delivery.cause][language]]
  const arrived = zh ? '消息可能已经送达，请在接收端确认。' : 'It may have arrived all the same: look there.'
  const waits = zh ? '对方要求等待' : 'It asks to wait'
  return [
    outcome,
    ...advice,
    `${zh ? '详情' : 'In detail'}${zh ? '：' : ': '}${delivery.reason}`,
    ...(delivery.kind === 'retryable' && delivery.ambiguous ? [arrived] : []),
    ...(delivery.kind === 'retryable' && delivery.afterMs !== undefined
      ? [`${waits} ${Math.ceil(delivery.afterMs / 1000)} ${zh ? '秒。' : 's.'}`]
      : []),
  ]
}

const ADVICE: Readonly<Record<DeliveryCause, { readonly zh: string; readonly en: string }>> = {
  'name-not-found': {
    zh: '主机名无法解析：检查地址和 DNS。',
    en: 'The host name is unknown: look at the address and at DNS.',
  },
  'connection-refused': {
    zh: '对方拒绝连接：检查主机、端口以及服务是否运行。',
    en: 'Nobody listens there: look at host, port, and whether the service runs.',
  },
  unreachable: {
    zh: '网络无法到达对方：检查网络和防火墙。',
    en: 'The network does not lead there: look at routes and firewalls.',
  },
  'insecure-connection': {
    zh: '无法建立安全连接：检查证书，或端口是否支持 TLS。',
    en: 'No secure connection: look at the certificate, and whether the port speaks TLS.',
  },
  timeout: {
    zh: '对方没有及时回答：检查网络、防火墙和代理。',
    en: 'No answer in time: look at the network, firewalls and proxies.',
  },
  'connection-cut': { zh: '连接被对方中断。', en: 'The other side cut the connection.' },
  'too-many-requests': { zh: '发送过于频繁：稍后再试。', en: 'Too many messages: try again later.' },
  'server-error': { zh: '对方服务暂时出错：稍后再试。', en: 'The other side has a fault of its own: try again later.' },
  'unknown-answer': {
    zh: '回答不像来自该服务：检查地址，或中间的代理。',
    en: 'The answer is not that of the service: look at the address, and at proxies in between.',
  },
  'not-authorized': {
    zh: '凭据未被接受：检查密码、令牌或签名密钥。',
    en: 'The credentials are not accepted: look at password, token or signing secret.',
  },
  'address-gone': {
    zh: '地址不存在或已停用：重新创建并更新地址。',
    en: 'The address does not exist any more: make a new one and put it in place.',
  },
  'message-refused': { zh: '对方不接受这条消息。', en: 'The other side does not take this message.' },
  redirected: { zh: '地址已迁移：改用新地址。', en: 'The address has moved: put the new one in place.' },
  'no-address': {
    zh: '没有收件地址：在渠道文件中填写 to，或使用 --to。',
    en: 'Nobody to send it to: give the channel a `to`, or use --to.',
  },
  'address-refused': { zh: '收件或发件地址未被接受。', en: 'An address is not accepted.' },
}
