import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { printFileFaults } from '@tocsin/yaml-file'
import { createChannels } from './create-channels.ts'
import { parseChannelsFile } from './file/parse-channels-file.ts'

const SHIPPED = readFileSync(join(import.meta.dirname, '../../../deploy/notifications/channels.yaml'), 'utf8')
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const VARIABLES = {
  TOCSIN_SMTP_URL: 'smtp://tocsin:secret-of-mail@mail.example:587',
  TOCSIN_SLACK_URL: 'https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/secret-of-slack',
  TOCSIN_FEISHU_URL: 'https://open.feishu.cn/open-apis/bot/v2/hook/secret-of-feishu',
  TOCSIN_FEISHU_SECRET: 'secret-of-the-bot',
  TOCSIN_DINGTALK_URL: 'https://oapi.dingtalk.com/robot/send?access_token=secret-of-dingtalk',
  TOCSIN_DINGTALK_SECRET: 'SECsecret-of-the-robot',
  TOCSIN_WEBHOOK_URL: 'https://receiver.example/secret-of-webhook',
  TOCSIN_WEBHOOK_SECRET: WEBHOOK_SECRET,
}

function environment(
  variables: Readonly<Record<string, string | undefined>>,
  files: Readonly<Record<string, string>> = {},
) {
  const readFile = (path: string) => {
    const text = files[path]
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  }
  return { variables, readFile, now: Date.now }
}

/** The faults, as `line: message`. */
function faultsOf(text: string, variables: Readonly<Record<string, string | undefined>> = VARIABLES): string[] {
  const created = createChannels(text, 'channels.yaml', environment(variables))
  return 'faults' in created ? created.faults.map(({ line, message }) => `${line}: ${message}`) : []
}

describe('the shipped channels file', () => {
  it('gives its channels when all secrets are set', () => {
    const created = createChannels(SHIPPED, 'channels.yaml', environment(VARIABLES))

    expect('channels' in created && created.channels.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'risk-mail email',
      'sales-slack slack',
      'sales-feishu feishu',
      'sales-dingtalk dingtalk',
      'risk-webhook webhook',
    ])
  })

  it('leaves out the channels whose secrets are not set, and says what is missing', () => {
    const created = createChannels(SHIPPED, 'channels.yaml', environment({ TOCSIN_SMTP_URL: 'smtp://127.0.0.1:25' }))

    expect('channels' in created && created.channels.map(({ name }) => name)).toEqual(['risk-mail'])
    expect('leftOut' in created && created.leftOut[1]).toEqual({
      name: 'sales-feishu',
      kind: 'feishu',
      missing: ['TOCSIN_FEISHU_URL', 'TOCSIN_FEISHU_SECRET'],
    })
  })
})

const ONE = `zone: Asia/Shanghai
channels:
  - name: chat
    kind: slack
    url: { env: TOCSIN_SLACK_URL }
`

describe('faults of a channels file', () => {
  it('are told all at once, each with its line', () => {
    const text = `zone: Asia/Shanghei
channels:
  - name: Chat Group
    kind: slack
    url: https://hooks.slack.com/services/literal/secret
    langage: zh
    rate: { perMinute: 500 }
  - name: mail
    kind: email
    server: { env: TOCSIN_SMTP_URL, file: /x }
    from: { address: "not one\\r\\nBcc: x@y.example" }
  - name: mail
    kind: pigeon
  - kind: webhook
    url: { path: x }
    secrets: []
`
    expect(faultsOf(text).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual([
      '1: zone "Asia/Shanghei" is not a known time zone',
      '3: channel Chat Group: name is "Chat Group"',
      '5: channel Chat Group: url stands in the file itself',
      '6: channel Chat Group: langage is not a known key',
      '7: channel Chat Group: rate.perMinute is 500, above what slack takes',
      '10: channel mail: server is neither { env: … } nor { file: … }',
      expect.stringMatching(/^11: channel mail: from.address is /),
      '12: the name mail is used twice',
      '13: channel mail: kind is "pigeon", which is not allowed here',
      '14: channel number 4: name is missing',
      '15: channel number 4: url is neither { env: … } nor { file: … }',
      '16: channel number 4: secrets is not a list of one or two secrets',
    ])
  })

  it('never show a secret that stands in the file', () => {
    const texts = [
      ONE.replace('{ env: TOCSIN_SLACK_URL }', 'https://hooks.slack.com/services/T/B/literal-secret'),
      ONE.replace('{ env: TOCSIN_SLACK_URL }', '["literal-secret"]'),
      ONE.replace('{ env: TOCSIN_SLACK_URL }', '{ env: "literal-secret!" }'),
      ONE.replace('{ env: TOCSIN_SLACK_URL }', '{ value: literal-secret }'),
      ONE.replace('kind: slack', 'kind: webhook\n    secrets: [literal-secret]'),
      `${ONE}    password: literal-secret\n`,
    ]
    for (const text of texts) {
      const created = createChannels(text, 'channels.yaml', environment(VARIABLES))
      if (!('faults' in created)) throw new Error('no fault was found')
      expect(printFileFaults(created.faults, 'no channel is used')).not.toContain('literal-secret')
    }
  })

  it('say which variable or file is missing, at its line, and how to do without', () => {
    expect(faultsOf(ONE, {})).toEqual(['5: channel chat: the variable TOCSIN_SLACK_URL is not set'])
    expect(faultsOf(ONE.replace('env: TOCSIN_SLACK_URL', 'file: /run/secrets/slack'))).toEqual([
      '5: channel chat: the file /run/secrets/slack does not exist',
    ])
  })

  it('hold for what the secret turns out to be, without showing it', () => {
    const secrets = ['nonsense', 'ftp://x.example/a', 'http://hooks.example/plain-secret']
    const told = secrets.flatMap((TOCSIN_SLACK_URL) => faultsOf(ONE, { TOCSIN_SLACK_URL }))

    expect(told).toEqual([
      '5: channel chat: the secret behind url is no http address',
      '5: channel chat: the secret behind url is no http address',
      '5: channel chat: the secret behind url is an address without TLS',
    ])
  })

  it('are found in text that is no YAML', () => {
    expect(faultsOf('channels: [')[0]).toMatch(/^1: /)
    expect(faultsOf('')).not.toEqual([])
    expect(faultsOf('channels: 5\nzone: UTC')).toEqual(['1: channels is 5'])
  })
})

describe('a declared channel', () => {
  it('takes its secret from a file as well, without the line end', () => {
    const text = ONE.replace('env: TOCSIN_SLACK_URL', 'file: /run/secrets/slack')
    const created = createChannels(
      text,
      'channels.yaml',
      environment({}, { '/run/secrets/slack': 'https://hooks.example/x\n' }),
    )

    expect('channels' in created && created.channels).toHaveLength(1)
  })

  it('may be slower than its service allows, and waits as long as it says', () => {
    const created = createChannels(
      `${ONE}    rate: { perMinute: 10 }\n    timeoutMs: 3000\n`,
      'channels.yaml',
      environment(VARIABLES),
    )

    expect('channels' in created && created.channels[0]?.limits).toMatchObject({
      perMinute: 10,
      perSecond: 1,
      timeoutMs: 3_000,
    })
  })

  it('can be read without its secrets, for who only needs the names', () => {
    const parsed = parseChannelsFile(SHIPPED, 'channels.yaml')

    expect('file' in parsed && parsed.file.channels.map(({ name }) => name)).toContain('risk-mail')
  })
})
