import { decimal, integer, shaped, text, type MomentEntity } from './field';

/** Assumed (MO20). */
export const tagGroups: MomentEntity = {
	path: 'tagGroups',
	writable: false,
	searched: ['name'],
	fields: { name: text('name', { base: true }), tagGroupType: text('tagGroupType') },
};

/** Only `id`, `name`, `code` and `tagGroupId` may be expected (MO20). */
export const tags: MomentEntity = {
	path: 'tags',
	writable: false,
	searched: ['name', 'code'],
	fields: { name: text('name', { base: true }), code: text('code'), tagGroupId: integer('tagGroupId') },
};

/** `email` is asked for by include; an employee number exists in the UI (MO22). */
export const userAccounts: MomentEntity = {
	path: 'userAccounts',
	writable: false,
	searched: ['name', 'email'],
	fields: {
		name: text('name', { base: true }),
		email: text('email', { onlyByInclude: ({ userEmail }) => userEmail === 'byInclude' }),
		userAccountState: text('userAccountState', { fallback: 'active' }),
		timeLockDate: text('timeLockDate'),
		employeeNumber: text('employeeNumber'),
	},
};

/** "Department number in external system" (MO21); the name is a guess per shape. */
export const departments: MomentEntity = {
	path: 'departments',
	writable: false,
	shapedBy: 'projectShape',
	searched: ['name'],
	fields: {
		name: text('name', { base: true }),
		departmentNumber: text(shaped('departmentNumber', 'externalNumber')),
	},
};

/** Seen on the wire, so it has one form (MO18). A number may stand for sales and for purchases. */
export const financialAccounts: MomentEntity = {
	path: 'financialAccounts',
	writable: false,
	searched: ['accountNumber', 'name'],
	fields: {
		accountNumber: text('accountNumber', { base: true }),
		name: text('name', { base: true }),
		comment: text('comment'),
		financialAccountCategory: text('financialAccountCategory'),
		currentVatPercentage: decimal('currentVatPercentage'),
		vatCategoryCode: text('vatCategoryCode'),
		externalTaxCode: text('externalTaxCode'),
		externalRevenueClass: text('externalRevenueClass'),
	},
};
