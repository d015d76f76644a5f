import { expect, test } from 'vitest';
import { listenError } from './listen-error.ts';

test.each([
  [Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }), /^Port 80 is in use\..*set PORT/],
  [new Error('No address added out of total 1 resolved'), /is in use/],
  [
    Object.assign(new Error('listen EACCES: permission denied'), { code: 'EACCES' }),
    /cannot be opened: listen EACCES/,
  ],
])('%s', (thrown, line) => {
  expect(listenError(thrown, 80, 'PORT')).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(line),
  });
});
