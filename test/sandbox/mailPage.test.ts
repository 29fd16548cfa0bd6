import { mailPage, type CaughtMail } from '../../sandbox/mail/page';

const mail = (more: Partial<CaughtMail> = {}): CaughtMail => ({
	at: '2026-11-23T10:00:00.000Z',
	from: 'a@firm.example',
	to: ['b@firm.example', 'c@firm.example'],
	subject: 'Hello',
	text: 'plain',
	html: '<p>rich</p>',
	...more,
});

test('the newest mail is open: subject, from, to, time, HTML and text', () => {
	const page = mailPage([mail({ subject: 'First' }), mail({ subject: 'Second', text: 'the text part' })]);
	expect(page).toContain('<h2>Second</h2>');
	expect(page).toContain('2026-11-23 10:00:00');
	expect(page).toContain('a@firm.example');
	expect(page).toContain('b@firm.example, c@firm.example');
	expect(page).toContain('the text part');
	expect(page.indexOf('?mail=1')).toBeLessThan(page.indexOf('?mail=0'));
	expect(mailPage([mail({ subject: 'First' }), mail()], { open: 0 })).toContain('<h2>First</h2>');
});

test('HTML and script in a mail are text on the page, and its HTML part stands in a frame that runs nothing', () => {
	const evil = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
	const page = mailPage([mail({ subject: evil, text: evil, html: evil, from: evil, to: [evil] })]);
	expect(page).not.toContain('<script');
	expect(page).not.toContain('<img');
	const sandbox = /<iframe[^>]* sandbox="([^"]*)"/.exec(page)?.[1] ?? '';
	expect(sandbox).not.toContain('allow-scripts');
	expect(sandbox).not.toContain('allow-same-origin');
});

test('hundreds of mails are one list and one open mail', () => {
	const page = mailPage(Array.from({ length: 700 }, (_one, index) => mail({ subject: `Mail ${index}` })));
	expect(page).toContain('700 caught');
	expect(page.match(/<iframe/g)).toHaveLength(1);
	expect(page.match(/<li[ >]/g)).toHaveLength(500);
	expect(page).toContain('Mail 699');
});

test('no mail yet, or one that is not there, is no fault', () => {
	expect(mailPage([])).toContain('No mail yet');
	expect(mailPage([mail()], { open: 7 })).toContain('1 caught');
});
