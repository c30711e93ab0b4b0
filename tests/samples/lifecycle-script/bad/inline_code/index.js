module.exports = function plant(beds, kind) {
  beds[kind] = (beds[kind] || 0) + 1;
  return Object.values(beds).reduce((a, b) => a + b, 0);
};
