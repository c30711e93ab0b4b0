module.exports = { beds: 4 };
