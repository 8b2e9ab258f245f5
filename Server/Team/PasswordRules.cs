using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>Length and variety are what Identity checks; a password that holds the person's own name is refused here.</summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    /// <summary>The least number of characters.</summary>
    public const int Length = 10;

    /// <summary>How many of them must differ.</summary>
    public const int Different = 5;

    /// <inheritdoc/>
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(
        user.Name.Length >= 3 && password?.Contains(user.Name, StringComparison.OrdinalIgnoreCase) == true
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordHoldsName", Description = "The password must not contain the name." })
            : IdentityResult.Success);
}
