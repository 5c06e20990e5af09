// What is asked stands in the address.
export const address = (): Record<string, string> => Object.fromEntries(new URLSearchParams(location.search));
