import type { Notification, Recipient } from './channel.ts'

/** What `tocsin channels test` sends: it says that the channel works and asks for nothing. */
export function testNotification(notificationId: string, recipients: readonly Recipient[] = []): Notification {
  return { notificationId, kind: 'test', recipients, alerts: [], moreAlerts: 0 }
}
