using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>
/// Lets ASP.NET Core Identity keep its people in the one database file. Its own Entity Framework store would bring a second
/// access layer and a second set of migrations to the same file.
/// </summary>
internal sealed class IdentityAccounts(AccountStore store) : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserLockoutStore<Account>
{
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        store.Add(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        store.Update(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Accounts are disabled, so that what their people did keeps a name.");

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(long.TryParse(userId, out var id) ? store.Find(id) : null);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(store.FindName(normalizedUserName));

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult($"{user.Id}");

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => Done(user.Name = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Folded);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Done(user.Folded = normalizedName ?? "");

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Password);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Done(user.Password = passwordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Password is not null);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Stamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Done(user.Stamp = stamp);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Failures);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Failures = store.CountFailure(user.Id));

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Done(user.Failures = 0);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Locked is { } until ? UnixTime.At(until) : (DateTimeOffset?)null);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        Done(user.Locked = lockoutEnd?.ToUnixTimeMilliseconds());

    public void Dispose()
    {
    }

    private static Task Done(object? set)
    {
        _ = set;
        return Task.CompletedTask;
    }
}
