import { displayParameter, type INodeProperties } from 'n8n-workflow';
import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import { isBelow, isOpenWay, wrongBase } from '../../../lib/http/address';

const FIELDS: ReadonlyArray<[string, INodeProperties[]]> = [
	['baseUrl', new MomentApi().properties],
	['odataUrl', new UnicontaApi().properties],
	['webApiUrl', new UnicontaApi().properties],
];
const WAYS: ReadonlyArray<[string, boolean]> = [
	['https://app.moment.team', false],
	['http://app.moment.team', true],
	['HTTP://App.Moment.Team/x', true],
	['  http://10.1.2.3:8080', true],
	['http://localhost', false],
	['http://LocalHost:4010/', false],
	['http://127.0.0.1:5003', false],
	['http://127.8.9.1', false],
	['http://[::1]:4010/x', false],
	['http://localhost.example', true],
	['http://localhostx', true],
	['http://127.0.0.1.example', true],
	['http://128.0.0.1', true],
	['http://[::2]', true],
	['', false],
	['https://http://x', false],
];

describe('an address that begins with http:// and leads to another machine', () => {
	it.each(FIELDS.flatMap(([field, properties]) => WAYS.map(([url, warns]) => ({ field, properties, url, warns }))))(
		'is warned of in the window of the credential: $field $url',
		({ field, properties, url, warns }) => {
			const notice = properties.find(({ name }) => name === `${field}Notice`);
			if (notice === undefined) throw new Error('There is no notice');
			expect(notice.type).toBe('notice');
			expect(displayParameter({ [field]: url }, notice, null, null)).toBe(warns);
			expect(isOpenWay(url)).toBe(warns);
		},
	);
});

describe('an address to send to', () => {
	it.each(['https://a.test', ' http://a.test:8080/uni/ ', 'HTTPS://A.TEST', 'http://[::1]:1'])(
		'can be %s',
		(base) => {
			expect(wrongBase(base)).toBeUndefined();
		},
	);
	it.each([
		'',
		'a.test',
		'//a.test',
		'file:///x',
		'javascript:1',
		'https:a.test',
		'https:///',
		'https://u@a.test',
		'https://u:p@a.test',
		'https://a.test?',
		'https://a.test#',
		'https://a.test/x?y',
		'https://a test',
	])('cannot be %j', (base) => {
		expect(wrongBase(base)).toBeDefined();
	});
	it('is told from others at its slashes', () => {
		const below = (url: string, base: string): boolean => isBelow(new URL(url), base);
		expect(
			['/uni', '/uni/', '/uni/x', '/uni?x'].map((path) => below(`https://a.test${path}`, 'https://a.test/uni/')),
		).toEqual([true, true, true, true]);
		expect(
			['/', '/un', '/unicorn', '/uni.x', '/x/uni', '/uni%2Fx'].map((path) =>
				below(`https://a.test${path}`, 'https://a.test/uni'),
			),
		).toEqual(Array(6).fill(false));
	});
});
