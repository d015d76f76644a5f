// Mail to a real SMTP server on this machine.
import { afterEach, expect, test } from 'vitest';
import { createMailer } from './mail.server.ts';
import { startTestMailbox, type TestMailbox } from './mail-testing.ts';

let mailbox: TestMailbox | undefined;
afterEach(async () => {
  await mailbox?.close();
  mailbox = undefined;
});

test('a message arrives as it was written', async () => {
  mailbox = await startTestMailbox();
  const mailer = createMailer({ url: mailbox.url, from: 'Maple <maple@example.com>' });
  expect(mailer.isConfigured).toBe(true);
  await mailer.send({
    to: 'zoë@exämple.com',
    subject: 'Grüße',
    text: 'Zeile 1\nhttps://maple.example/x?y=1&z=2',
  });
  const [mail] = mailbox.mails;
  expect(mail?.from).toBe('maple@example.com');
  expect(mail?.to).toHaveLength(1);
  expect(mail?.text).toContain('https://maple.example/x?y=1&z=2');
  mailer.close();
});

test('line breaks and further addresses in a recipient add no header and no recipient', async () => {
  mailbox = await startTestMailbox();
  const mailer = createMailer({ url: mailbox.url, from: 'maple@example.com' });
  await mailer
    .send({ to: 'a@example.com\r\nBcc: b@example.com', subject: 'x\r\nBcc: c@example.com', text: 'x' })
    .catch((error: unknown) => expect(error).toMatchObject({ code: 'bad_request' }));
  expect(mailbox.mails.flatMap((mail) => mail.to)).not.toContain('b@example.com');
  expect(mailbox.mails.flatMap((mail) => mail.to)).not.toContain('c@example.com');
  mailer.close();
});

test('a refused address, a server that is away, and none at all are different answers', async () => {
  mailbox = await startTestMailbox({ refuses: 'nobody@example.com' });
  const mail = { to: 'nobody@example.com', subject: 'x', text: 'x' };
  const from = 'maple@example.com';
  await expect(createMailer({ url: mailbox.url, from }).send(mail)).rejects.toMatchObject({
    code: 'bad_request',
  });
  await expect(createMailer({ url: 'smtp://127.0.0.1:1', from }).send(mail)).rejects.toMatchObject({
    code: 'unavailable',
  });
  const none = createMailer(undefined);
  expect(none.isConfigured).toBe(false);
  await expect(none.send(mail)).rejects.toMatchObject({ code: 'unavailable', hint: /MAPLE_SMTP_URL/ });
});
