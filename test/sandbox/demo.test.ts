import { demoCustomers, demoMoment, demoUniconta, makeCustomers, type DemoCustomer } from '../../sandbox/standins';
import { hasRightCheckDigit } from '../../sandbox/demo/cvr';
import { countryNumber } from '../../sandbox/standins/uniconta/countries';

const customers = demoCustomers(2026);
const tags = new Map(demoMoment().rows.tags?.map((tag) => [tag.id, tag]));
const groupTags = ({ tagIds }: DemoCustomer) =>
	tagIds.map((id) => tags.get(id)).filter((tag) => tag?.tagGroupId === 501);
const groups = new Set(demoUniconta().companies[0]?.rows.DebtorGroupClient?.map(({ Group }) => Group));

/** Why a customer must be refused, by the rules of the package; `undefined`: it must not be. */
function refusal(customer: DemoCustomer): string | undefined {
	const [tag, second] = groupTags(customer);
	if (!tag) return 'no tag';
	if (second) return 'two tags';
	if (!tag.code) return 'no code';
	if (!groups.has(String(tag.code))) return 'no such group';
	if (customer.customerNumber.length > 20) return 'key too long';
	if (customer.countryCode === 'XK') return 'unknown country';
	return undefined;
}

test('the demo data is the same for the same seed, and another for another', () => {
	expect(demoCustomers(2026)).toEqual(customers);
	expect(demoCustomers(7)).not.toEqual(customers);
	expect(demoUniconta({ seed: 7 }).companies[0]?.rows.DebtorClient?.[0]?.Account).toBe(
		demoCustomers(7)[0]?.customerNumber,
	);
});

test('it has 40 Danish customers and 5 foreign ones to transfer, and one to refuse for each reason', () => {
	const good = customers.filter((customer) => refusal(customer) === undefined);
	expect(good.filter(({ countryCode }) => countryCode === 'DK')).toHaveLength(40);
	expect(good.filter(({ countryCode }) => countryCode !== 'DK').map(({ currencyCode }) => currencyCode)).toEqual([
		'EUR',
		'NOK',
		'USD',
		'SEK',
		'EUR',
	]);
	expect(customers.map(refusal).filter((reason) => reason !== undefined)).toEqual([
		'no tag',
		'two tags',
		'no code',
		'key too long',
		'unknown country',
		'no such group',
	]);
	expect(countryNumber('Kosovo')).toBeUndefined();
});

test('it holds what breaks things', () => {
	const names = customers.map(({ name }) => name);
	expect(names).toContain("O'Neill & Søn");
	expect(names.filter((name) => name.length > 40)).toHaveLength(1);
	expect(customers.map(({ customerNumber }) => customerNumber)).toContain('000471');
	expect(customers.filter(({ fax }) => fax !== null)).toHaveLength(1);
	expect(new Set(customers.map(({ customerNumber }) => customerNumber)).size).toBe(51);
});

test('company numbers look real and can belong to nobody', () => {
	for (const { companyRegNo } of makeCustomers(500, 1)) {
		expect(companyRegNo).toMatch(/^[1-9]\d{7}$/);
		expect(hasRightCheckDigit(String(companyRegNo))).toBe(false);
	}
	// A well-known real one, so that the rule itself is known to be right: the Danish Business Authority's own.
	expect(hasRightCheckDigit('10150817')).toBe(true);
});

test('ten thousand customers are made at once, each with its own number, and all can be transferred', () => {
	const many = makeCustomers(10_000, 3);
	expect(new Set(many.map(({ customerNumber }) => customerNumber)).size).toBe(10_000);
	expect(many.filter((customer) => refusal(customer) !== undefined || customer.name.length > 40)).toEqual([]);
});
