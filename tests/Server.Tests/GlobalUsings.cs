global using Hodl.Core.Tests;
global using Xunit;
