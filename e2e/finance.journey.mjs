// Charges: a line of an invoice is questioned, explained and weighed, and the invoice approved.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';

// REQ FIN-1
journey('finance follows a charge to its reasons', async ({ page, signIn, fit, press }) => {
  await signIn('finance officer');
  await page.goto('/charges');
  await fit();
});
