// What has to have happened before a journey begins: one made-up person's way from the first call to care at home, done
// through the product's own forms and commands by the roles that do it. Each journey makes the people it changes.

import { randomInt } from 'node:crypto';

const GIVEN = ['Agnes', 'Bertram', 'Clemency', 'Dorian', 'Edith', 'Florian', 'Greta', 'Hubert', 'Isolde', 'Jasper', 'Kezia', 'Lionel'];
const FAMILY = ['Ashcombe', 'Birchall', 'Coombes', 'Dewlish', 'Eastbury', 'Fontmell', 'Gussage', 'Holwell', 'Ibberton', 'Kimmeridge', 'Lytchett', 'Melbury'];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const pick = (of) => of[randomInt(of.length)];
const letters = (n) => Array.from({ length: n }, () => 'abcdefghijklmnopqrstuvwxyz'[randomInt(26)]).join('');

/** An NHS number of the range that is kept for tests, with its check digit. */
export function nhsNumber() {
  for (;;) {
    const nine = `999${String(randomInt(1_000_000)).padStart(6, '0')}`;
    const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0);
    const check = 11 - (sum % 11);
    if (check !== 10) return `${nine}${check === 11 ? 0 : check}`;
  }
}

// Two people of one birth date at one address look alike to the house, which then rightly asks who is meant. So each has a
// birth date of its own: one for every half second of the clock, the next free one where two are made at once.
let born = 0;
function ownBirth() {
  const days = 15_000;
  born = Math.max(born + 1, Math.floor(Date.now() / 500));
  return new Date(Date.UTC(1915, 0, 1) + (born % days) * 86_400_000).toISOString().slice(0, 10);
}

/** Somebody nobody has met: a name, a number and a birth date of its own, so that a journey finds its own person again. */
export function somebody() {
  return {
    given_name: pick(GIVEN),
    family_name: `${pick(FAMILY)}-${letters(5).replace(/^./, (first) => first.toUpperCase())}`,
    birth: ownBirth(),
    nhs_number: nhsNumber(),
    address_1: `${randomInt(1, 200)} Made Up Lane`,
    town: 'Dorchester',
    postcode: 'DT1 1XJ',
    phone: '01632 960124',
  };
}

/** A day so many days from now, as the place's calendar has it: "2026-11-23". */
export function dayFromNow(days = 0) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date(Date.now() + days * 86_400_000));
}

/** The three parts of a date as forms ask for them. */
export function dateParts(name, iso) {
  const [year, month, day] = iso.split('-').map(Number);
  return { [`${name}-day`]: `${day}`, [`${name}-month`]: `${month}`, [`${name}-year`]: `${year}` };
}

/** Puts a day into the three parts of a date on a page. */
export async function fillDate(page, name, iso) {
  for (const [part, value] of Object.entries(dateParts(name, iso))) await page.locator(`[name="${part}"]`).fill(value);
}

/** Chooses a value by its code, whether the page offers a list or buttons. */
export async function choose(page, name, value) {
  const field = page.locator(`[name=${name}]`).first();
  if ((await field.evaluate((one) => one.tagName)) === 'SELECT') await field.selectOption(value);
  else await page.locator(`input[name=${name}][value="${value}"]`).check();
}

/** Minutes since the place's midnight. */
function minuteOfDay() {
  const now = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(new Date());
  const [hour, minute] = now.split(':').map(Number);
  return (hour % 24) * 60 + minute;
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A window of today that is open now and has room for some visits of half an hour. */
function windowNow() {
  const now = minuteOfDay();
  const from = Math.min(Math.max(now - 20, 0), 21 * 60);
  return { from, to: Math.min(Math.max(now + 240, from + 120), 23 * 60 + 59) };
}

/** The time of day so many minutes ago, today: "14:15". */
export const minutesAgo = (minutes) => clock(Math.max(minuteOfDay() - minutes, 0));

/** The hands of somebody who is signed in: they open a form for what it sends unseen, and send it as a command. */
export function hand(address, token) {
  const headers = { authorization: `Bearer ${token}` };
  async function open(path) {
    const reply = await fetch(address + path, { headers, redirect: 'manual' });
    const page = await reply.text();
    if (reply.status !== 200) throw new Error(`${reply.status} for ${path}: ${words(page)}`);
    return page;
  }
  async function send(path, fields) {
    const reply = await fetch(`${address}/api${path}`, {
      method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(fields),
    });
    const said = await reply.json();
    if (reply.status !== 200) throw new Error(`${reply.status} for ${path} with ${JSON.stringify(fields)}: ${JSON.stringify(said)}`);
    return said;
  }
  async function fill(path, fields = {}, query = '') {
    const page = await open(path + query);
    const begin = page.indexOf(`<form action="${path}"`);
    if (begin < 0) throw new Error(`${path} offers no form: ${words(page)}`);
    const form = page.slice(begin, page.indexOf('</form>', begin));
    const unseen = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].filter(([, name]) => name !== 'csrf' && name !== 'once');
    return send(path, { ...Object.fromEntries(unseen.map(([, name, value]) => [name, value])), ...fields });
  }
  /** The value behind an option or a button of choice that says `text`. */
  async function choice(path, text) {
    const page = await open(path);
    const option = new RegExp(`value="([^"]+)"[^>]*>(?:\\s*<label[^>]*>)?[^<]*${text}`).exec(page);
    if (!option) throw new Error(`${path} has no choice “${text}”`);
    return option[1];
  }
  async function get(path) {
    const reply = await fetch(`${address}/api${path}`, { headers });
    if (reply.status !== 200) throw new Error(`${reply.status} for /api${path}`);
    return reply.json();
  }
  return { open, send, fill, choice, get };
}

const words = (page) => page.replace(/^[^]*<main/, '<main').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 600);

/** A new record. Among thousands of people a made-up number may be somebody's already: then it is made up again. */
async function registered(handler, who) {
  for (let attempt = 0; ; attempt += 1) {
    const made = await handler.fill('/people/new', who).catch((fault) => fault);
    if (!(made instanceof Error)) return made.id;
    if (attempt === 3 || !/same NHS number/.test(made.message)) throw made;
    who.nhs_number = nhsNumber();
  }
}

/** A record and a referral that waits to be triaged. */
export async function referred(hands) {
  const handler = await hands('call handler');
  const who = somebody();
  const person = await registered(handler, who);
  const referral = (await handler.fill(`/people/${person}/refer`, {
    source: 'public', referrer_name: 'A daughter', urgency: 'other',
    reason: 'Finds it hard to wash and dress since a fall.',
  })).id;
  return { ...who, name: `${who.given_name} ${who.family_name}`, person, referral };
}

/** The same, accepted and with the social worker. */
export async function accepted(hands) {
  const one = await referred(hands);
  const coordinator = await hands('coordinator');
  const under = (what) => `/referrals/${one.referral}/${what}`;
  const own = await coordinator.choice(under('triage'), (await nameOf(hands, 'coordinator')));
  await coordinator.fill(under('triage'), { urgency: 'other', priority: 'p3', owner: own });
  const worker = await coordinator.choice(under('accept'), (await nameOf(hands, 'social worker')));
  await coordinator.fill(under('accept'), { owner: worker });
  return one;
}

const nameOf = async (hands, role) => (await hands(role)).name;

/** The same, assessed: eligible for care at home. */
export async function assessed(hands) {
  const one = await accepted(hands);
  const worker = await hands('social worker');
  const assessment = (await worker.fill(`/people/${one.person}/assessments/start`)).id;
  const under = (what) => `/assessments/${assessment}/${what}`;
  await worker.fill(under('need'), {
    need: 'Cannot wash or dress alone.', impairment: 'yes', impairment_words: 'Frailty, confirmed by the practice.',
    person_view: 'To stay at home.', capacity: 'has', advocate: 'not_needed', residence: 'here',
  });
  const unable = ['CA-NUTRITION-01', 'CA-HYGIENE-01', 'CA-CLOTHING-01'];
  const able = ['CA-TOILET-01', 'CA-HOMESAFETY-01', 'CA-HABITABLEHOME-01', 'CA-RELATIONSHIPS-01', 'CA-WTEV-01', 'CA-COMMUNITY-01', 'CA-CARINGOTHERS-01'];
  await worker.fill(under('outcomes'), Object.fromEntries([...unable.map((code) => [code, 'assistance']), ...able.map((code) => [code, 'able'])]));
  await worker.fill(under('impact'), { impact: 'yes', words: 'Weight loss, and sleep broken by worry.' });
  await worker.fill(under('decide'), { eligible: 'yes', reasons: 'Three outcomes cannot be achieved without help.', wants_met: 'yes' });
  return one;
}

/**
 * The same with an agreed plan and a package that is asked for. One visit a day, whose window is open now; with `bedtime` a second one
 * in the evening.
 */
export async function askedFor(hands, { bedtime = false } = {}) {
  const one = await assessed(hands);
  const worker = await hands('social worker');
  const under = (what) => `/people/${one.person}/plan/${what}`;
  const open = windowNow();
  const first = { kind: 'ongoing', place_of_care: 'own_home', ...dateParts('start_wanted', dayFromNow()) };
  await worker.fill(under('start'), { basis: 'assessment', ...first });
  await worker.fill(under('about'), {
    what_matters: 'To sit in my garden.', strengths: 'Manages most things sitting down.', contingency: 'Telephone the daughter.',
  });
  await worker.fill(under('risks'), {});
  await worker.fill(under('risks/add'), { words: 'A fall on the stairs', reduced_by: 'Two rails fitted.' });
  await worker.fill(under('outcomes/add'), { words: 'Washed and dressed every day', baseline: 'Not at present', target: 'Every day by the first review' });
  await worker.fill(under('visits/add'), {
    label: 'Tea', days: DAYS, from: clock(open.from), to: clock(open.to), minutes: '30', workers: '1', tasks: 'Help to wash\nMake a drink',
  });
  if (bedtime) {
    await worker.fill(under('visits/add'), {
      label: 'Bedtime', days: DAYS, from: '20:00', to: '22:30', minutes: '30', workers: '1', tasks: 'Help to bed',
    });
  }
  await worker.fill(under('money'), { weekly_budget: '400.00', payment: 'managed', budget_reason: 'The hours at the schedule’s price.' });
  await worker.fill(`/people/${one.person}/home-access`, { finding: 'The side door is the one in use.', key_safe: 'fitted', code: '4821' });
  await worker.fill(under('agree'), { agreed_with: 'person' });
  const link = /\/plans\/([0-9a-f-]{36})\/request-package/.exec(await worker.open(`/people/${one.person}/plan`));
  if (!link) throw new Error('the agreed plan offers no package to ask for');
  const packageId = (await worker.fill(`/plans/${link[1]}/request-package`, { channel: 'portal' })).id;
  return { ...one, plan: link[1], package: packageId };
}

/** The same, put to the provider whose manager signs in: the person knows them. */
export async function offered(hands) {
  const one = await askedFor(hands);
  const broker = await hands('broker');
  const manager = await hands('provider manager');
  const form = `/packages/${one.package}/offer`;
  const provider = await broker.choice(form, manager.organisation);
  await broker.fill(form, { basis: 'choice', provider, why: 'Their care workers came to her before.' });
  const offers = [...(await manager.open('/offers')).matchAll(/\/offers\/([0-9a-f-]{36})/g)].map(([, id]) => id);
  for (const offer of new Set(offers)) {
    const page = await manager.open(`/offers/${offer}`);
    if (page.includes(`/offers/${offer}/accept`) && (await broker.open(`/packages/${one.package}`)).includes(offer)) return { ...one, offer };
  }
  throw new Error('the first provider in the order has no offer of this package');
}

/** The same, awarded from today, with its visits made. */
export async function awarded(hands) {
  const one = await offered(hands);
  const manager = await hands('provider manager');
  await manager.fill(`/offers/${one.offer}/accept`, dateParts('earliest_start', dayFromNow()));
  const broker = await hands('broker');
  await broker.fill(`/packages/${one.package}/award`, { offer: one.offer, ...dateParts('start', dayFromNow()) });
  return one;
}

/** The same, with today's visit. */
export async function visited(hands) {
  const one = await awarded(hands);
  const manager = await hands('provider manager');
  await manager.fill(`/packages/${one.package}/plan-received`);
  const scheduler = await hands('scheduler');
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const day = await scheduler.get('/schedule');
    const visit = [...day.unassigned, ...day.assigned].find((each) => JSON.stringify(each).includes(one.family_name));
    if (visit) return { ...one, visit: visit.id };
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error('no visit of today was made');
}

/** Gives a visit to a care worker at the first quarter of an hour of its window at which they are free. */
export async function give(hands, visit, role) {
  const scheduler = await hands('scheduler');
  const list = await scheduler.open('/provider/workers');
  const { name } = await hands(role);
  const found = [...list.matchAll(/\/provider\/workers\/([0-9a-f-]{36})\/skills"[^>]*>([^]*?)<\/a>/g)].find(([, , words]) => words.includes(name));
  if (!found) throw new Error(`${name} is not among the provider's care workers`);
  const path = `/schedule/${visit}/assign`;
  const { from, to } = windowNow();
  for (let start = from; start + 30 <= to; start += 15) {
    const fields = { how_far: 'once', start: clock(start), worker: found[1] };
    const fault = await scheduler.fill(path, fields, `?start=${clock(start)}`).catch((error) => error);
    if (!(fault instanceof Error)) return;
    if (!/not free|offers no form/.test(fault.message)) throw fault;
  }
  throw new Error(`${name} is not free at any time of the window`);
}

/** The same, given to the first care worker. */
export async function given(hands) {
  const one = await visited(hands);
  await give(hands, one.visit, 'care worker');
  return one;
}

/** The same, made by the care worker: care has started. */
export async function made(hands) {
  const one = await given(hands);
  const worker = await hands('care worker');
  const under = (what) => `/visits/${one.visit}/${what}`;
  await worker.fill(under('check-in'), { earlier: minutesAgo(25), why: 'No signal at the house.' });
  await worker.fill(under('check-out'), { outcome: 'done', done: ['1', '2'], signed: 'person', note: 'All well.' });
  const manager = await hands('provider manager');
  for (let attempt = 0; attempt < 40; attempt += 1) {
    if ((await manager.get(`/provider/packages/${one.package}`)).state === 'started') return one;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error('the visit was made and care has not started');
}

/** The same, with its time approved and on an invoice that finance has not looked at. */
export async function invoiced(hands) {
  const one = await made(hands);
  const under = (what) => `/visits/${one.visit}/${what}`;
  const manager = await hands('provider manager');
  // A time that is as planned counts by itself.
  await manager.fill(under('approve'), { minutes: '25', why: 'The time is as the worker recorded it.' }).catch((fault) => {
    if (!/offers no form|409/.test(fault.message)) throw fault;
  });
  for (let attempt = 0; ; attempt += 1) {
    const made = await manager.fill('/provider/invoices/new', { length: 'month', ...dateParts('start', dayFromNow()) }).catch((fault) => fault);
    if (!(made instanceof Error)) return { ...one, invoice: made.id };
    if (attempt === 20) throw made;
    await new Promise((done) => setTimeout(done, 250));
  }
}
