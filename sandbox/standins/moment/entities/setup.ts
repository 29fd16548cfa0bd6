import { decimal, integer, shaped, text, type MomentEntity } from './field';

/** Reference 4.8. */
export const tagGroups: MomentEntity = {
	path: 'tagGroups',
	writable: false,
	searched: ['name'],
	fields: { name: text('name', { base: true }), tagGroupType: text('tagGroupType') },
};

/** Reference 4.8: only `id`, `name`, `code` and `tagGroupId` may be expected. */
export const tags: MomentEntity = {
	path: 'tags',
	writable: false,
	searched: ['name', 'code'],
	fields: { name: text('name', { base: true }), code: text('code'), tagGroupId: integer('tagGroupId') },
};

/** Reference 4.10 and 9: `email` is asked for by include; an employee number exists in the UI. */
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

/** Reference 4.9: "Department number in external system"; the name is a guess per shape. */
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

/** Reference 4.6: seen on the wire, so it has one form. A number may stand for sales and for purchases. */
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
