import { ApiError, bodyText } from '../../../lib/http/errors';
import { createBlanker } from '../../../lib/http/secrets';
import { companyRoot } from '../../../lib/moment/api/address';
import { createMomentClient } from '../../../lib/moment/client';
import { messageIn } from '../../../lib/moment/api/failures';
import { invoicesWhere } from '../../../lib/moment/records/invoiceQuery';
import { digest } from '../../../lib/notify/digest';
import { firstAddressIn } from '../../../lib/mapping/emailText';
import { freeLine } from '../../../lib/core/freeText';
import { isAddress } from '../../../lib/state/people';
import { money } from '../../../lib/reconcile/words';
import { readNumbers } from '../../../lib/state/resend';
import { formSeenIn, isSameForm } from '../../../lib/core/textForms';
import { errorNameIn } from '../../../lib/uniconta/api/errors';
import { trimSlash } from '../../../lib/http/address';
import { withoutSecrets } from '../../../nodes/shared/errors';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import { fakeClock } from '../../support/fakeClock';
import { growsWithLength } from '../../support/cpuTime';

const quietly = (work: () => unknown) => (): void => {
	try {
		work();
	} catch (caught) {
		if (!(caught instanceof ApiError)) throw caught;
	}
};
const blanker = createBlanker([
	'sandbox-password',
	'a"b\\c/d&e<f>g\'h +i%',
	'"\\/\'<&',
	'00000000-0000-4000-8000-000000000001',
]);
const moment = createMomentClient({
	baseUrl: 'https://m.test',
	companyCode: 'acme',
	clock: fakeClock(),
	request: async () => await Promise.reject(new Error('nothing is sent')),
});
const logged = (message: string): unknown =>
	digest({
		log: [
			{
				id: 1,
				entity: 'run',
				outcome: 'failed',
				key: 'x',
				name: '',
				message,
				fix: message,
				time: '2026-07-01T00:00:00.000Z',
			},
		],
		inbox: [],
		settings: [],
		now: Date.parse('2026-07-02T00:00:00Z'),
		places: { n8nUrl: '', resendUrl: '' },
	});

/** What a function is given that reads texts from outside. */
const READERS: Record<string, (text: string) => unknown> = {
	'a base URL of Moment': (text) => companyRoot({ baseUrl: text, companyCode: 'acme' }),
	'a company code': (text) => companyRoot({ baseUrl: 'https://m.test', companyCode: text }),
	'a path in Moment': (text) =>
		moment
			.customList({ path: text, query: {} })
			.next()
			.catch(() => undefined),
	'a base URL of Uniconta': trimSlash,
	'the credential of Uniconta': (text) =>
		new UnicontaApi().authenticate(
			{ odataUrl: `https://u.test/${text}`, webApiUrl: '', userName: 'a', password: 'b' },
			{ url: 'https://u.test/odata' },
		),
	'a website': (text) => isSameForm('website', text, `${text}b`),
	'a phone': (text) => isSameForm('phone', text, `${text}1`),
	'a value of a field of which nothing is known': formSeenIn,
	'an e-mail address': firstAddressIn,
	'an address for mails': isAddress,
	'a free text': freeLine,
	'an amount': money,
	'numbers in the form Send Again': (text) => readNumbers(text, new Set(), ['invoice']),
	'a range of invoices': (text) => invoicesWhere({ numbers: [text], numberFrom: '', state: '' }),
	'a message in the log': logged,
	'an answer of Moment': (text) => messageIn({ errors: [text] }),
	'an answer of Uniconta': (text) => errorNameIn({ message: text }),
	'a body in a message': bodyText,
	'a secret in an answer': (text) => [blanker.touches(text), blanker.cleanWords(text)],
	'what looks like a secret': withoutSecrets,
};

const PUMPS = ['/', '(', ' ', '.', '@', ':', '-', '\\', '1', 'a@', '\n', '"', 'Moment ', '1 - '];
const ENDS = [
	['', ''],
	['', 'x'],
	['', '\n'],
	['x', 'x'],
] as const;

describe('the time to read a text grows with its length, and no faster', () => {
	it.each(Object.entries(READERS))('%s', (_name, read) => {
		for (const pump of PUMPS) {
			for (const [head, tail] of ENDS) {
				const work = (size: number) => quietly(() => read(`${head}${pump.repeat(size / pump.length)}${tail}`));
				expect([head, pump, tail, growsWithLength(work, 100_000)]).toEqual([head, pump, tail, true]);
			}
		}
	});
});
