//! Users, queues, contacts, canned responses: what the organisation consists of.

use serde_json::{Value, json};
use url::form_urlencoded;
use uuid::Uuid;

use super::{compact, reference};
use crate::{
    domain::after_call_work::Policy,
    org::{Asset, CannedResponse, Contact, Library, Organisation, Queue, User, WrapupCode},
};

/// `Division`: everything is in the one home division.
pub(crate) fn division(org: &Organisation) -> Value {
    json!({ "id": org.id, "name": "Home", "selfUri": format!("/api/v2/authorization/divisions/{}", org.id) })
}

/// `User` without what `expand` adds.
pub(crate) fn user(user: &User, org: &Organisation) -> Value {
    let id = user.id;
    compact(json!({
        "id": id,
        "name": user.name,
        "division": division(org),
        "chat": { "jabberId": format!("{}@{}", id.simple(), org.domain) },
        "email": user.email,
        "primaryContactInfo": [{ "address": user.email, "mediaType": "EMAIL", "type": "PRIMARY" }],
        "addresses": [],
        "state": "active",
        "title": user.title,
        "username": user.email,
        "version": 1,
        "acdAutoAnswer": user.auto_answer,
        "selfUri": format!("/api/v2/users/{id}"),
    }))
}

/// `AutoAnswerSettings`.
pub(crate) fn auto_answer(user: &User) -> Value {
    json!({ "settings": { "message": { "enabled": user.auto_answer } } })
}

/// `UserAuthorization`.
pub(crate) fn authorization(user: &User) -> Value {
    let policies = user.permissions.list().filter_map(|permission| {
        let mut parts = permission.split(':');
        let (domain, entity, action) = (parts.next()?, parts.next()?, parts.next().unwrap_or("*"));
        Some(json!({ "domain": domain, "entityName": entity, "actionSet": [action], "allowConditions": false }))
    });
    json!({
        "roles": user.roles.iter().map(|role| json!({ "id": Uuid::new_v5(&user.id, role.as_bytes()), "name": role })).collect::<Vec<_>>(),
        "unusedRoles": [],
        "permissions": user.permissions.list().collect::<Vec<_>>(),
        "permissionPolicies": policies.collect::<Vec<_>>(),
    })
}

/// `Organization`.
pub(crate) fn organization(org: &Organisation) -> Value {
    json!({
        "id": org.id,
        "name": org.name,
        "defaultLanguage": org.default_language,
        "defaultCountryCode": org.default_country,
        "thirdPartyOrgName": org.domain.split('.').next(),
        "domain": org.domain,
        "version": 1,
        "state": "active",
        "voicemailEnabled": false,
        "productPlatform": "GenesysCloud",
        "features": { "purecloudVoice": false, "messaging": true },
        "selfUri": format!("/api/v2/organizations/{}", org.id),
    })
}

/// `Queue`, or `UserQueue` for a member.
pub(crate) fn queue(queue: &Queue, org: &Organisation, joined: Option<bool>) -> Value {
    let id = queue.id;
    let alerting = json!({
        "enableAutoAnswer": false,
        "alertingTimeoutSeconds": queue.alerting_seconds,
        "serviceLevel": { "percentage": 0.8, "durationMs": 20_000 },
    });
    let number = queue
        .number
        .as_ref()
        .map(|number| json!({ "smsAddress": reference("routing/sms/phonenumbers", number.id, Some(&number.e164)) }));
    compact(json!({
        "id": id,
        "name": queue.name,
        "division": division(org),
        "description": queue.description,
        "memberCount": queue.members.len(),
        "userMemberCount": queue.members.len(),
        "joinedMemberCount": queue.members.len(),
        "mediaSettings": { "message": alerting },
        "acwSettings": acw_settings(queue.after_call_work),
        "skillEvaluationMethod": "BEST",
        "cannedResponseLibraries": {
            "libraryIds": queue.libraries,
            "mode": if queue.libraries.is_empty() { "All" } else { "SelectedOnly" },
        },
        "outboundMessagingAddresses": number,
        "joined": joined,
        "selfUri": format!("/api/v2/routing/queues/{id}"),
    }))
}

fn acw_settings(policy: Policy) -> Value {
    let prompt = match policy {
        Policy::Optional => "OPTIONAL",
        Policy::Mandatory => "MANDATORY",
        Policy::MandatoryTimeout(_) => "MANDATORY_TIMEOUT",
        Policy::MandatoryForcedTimeout(_) => "MANDATORY_FORCED_TIMEOUT",
        Policy::AgentRequested(_) => "AGENT_REQUESTED",
    };
    compact(json!({ "wrapupPrompt": prompt, "timeoutMs": policy.timeout().map(|timeout| timeout.as_secs() * 1000) }))
}

/// `WrapupCode`.
pub(crate) fn wrapup_code(code: &WrapupCode, org: &Organisation) -> Value {
    json!({
        "id": code.id,
        "name": code.name,
        "division": division(org),
        "selfUri": format!("/api/v2/routing/wrapupcodes/{}", code.id),
    })
}

/// `ExternalContact`.
pub(crate) fn contact(contact: &Contact, org: &Organisation) -> Value {
    let id = contact.id;
    compact(json!({
        "id": id,
        "division": division(org),
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "cellPhone": {
            "display": contact.display,
            "acceptsSMS": true,
            "userInput": contact.display,
            "e164": contact.mobile,
        },
        "externalOrganization": contact.company.as_ref().map(|company| json!({
            "id": Uuid::new_v5(&org.id, company.as_bytes()),
            "name": company,
        })),
        "customFields": (!contact.custom_fields.is_empty()).then_some(&contact.custom_fields),
        "type": "Curated",
        "selfUri": format!("/api/v2/externalcontacts/contacts/{id}"),
    }))
}

/// `Library`.
pub(crate) fn library(library: &Library) -> Value {
    json!({ "id": library.id, "name": library.name, "version": 1, "selfUri": format!("/api/v2/responsemanagement/libraries/{}", library.id) })
}

/// `Response`.
pub(crate) fn response(response: &CannedResponse, in_library: &Library, org: &Organisation, base: &str) -> Value {
    let mut substitutions: Vec<&str> =
        response.text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).collect();
    substitutions.dedup();
    let substitution = |id: &&str| match response.substitutions.iter().find(|it| it.id == **id) {
        Some(it) => json!({ "id": id, "description": it.description, "defaultValue": it.default_value }),
        None => json!({ "id": id, "description": id, "defaultValue": "" }),
    };
    let plain = json!({ "content": response.text, "contentType": "text/plain", "type": "body" });
    let html =
        response.html.as_ref().map(|html| json!({ "content": html, "contentType": "text/html", "type": "body" }));
    let texts: Vec<_> = std::iter::once(plain).chain(html).collect();
    let assets = response.assets.iter().filter_map(|asset| org.asset(*asset)).map(|asset| {
        json!({
            "id": asset.id,
            "assetUsage": "FileAttachments",
            "contentLocation": content_location(asset, org, base),
            "selfUri": format!("/api/v2/responsemanagement/responseassets/{}", asset.id),
        })
    });
    compact(json!({
        "id": response.id,
        "name": response.name,
        "version": 1,
        "libraries": [reference("responsemanagement/libraries", in_library.id, Some(&in_library.name))],
        "texts": texts,
        "substitutions": substitutions.iter().map(substitution).collect::<Vec<_>>(),
        "responseType": response.kind,
        "assets": assets.collect::<Vec<_>>(),
        "selfUri": format!("/api/v2/responsemanagement/responses/{}", response.id),
    }))
}

/// `ResponseAsset`; its media type is whatever its content is found to be.
pub(crate) fn response_asset(asset: &Asset, mime: Option<&str>, org: &Organisation, base: &str) -> Value {
    let uses = |it: &&CannedResponse| it.assets.contains(&asset.id);
    let responses = org.libraries.iter().flat_map(|library| &library.responses).filter(uses);
    compact(json!({
        "id": asset.id,
        "name": asset.name,
        "division": division(org),
        "contentLength": asset.content.len(),
        "contentLocation": content_location(asset, org, base),
        "contentType": mime,
        "responses": responses.map(|it| reference("responsemanagement/responses", it.id, Some(&it.name))).collect::<Vec<_>>(),
        "selfUri": format!("/api/v2/responsemanagement/responseassets/{}", asset.id),
    }))
}

/// Where what is in an asset lies: at the live service on a host of its own, `api-cdn.` and the region's domain.
fn content_location(asset: &Asset, org: &Organisation, base: &str) -> String {
    // In a path a plus sign is one.
    let name: String = form_urlencoded::byte_serialize(asset.name.as_bytes()).collect();
    format!("{base}/response-assets/v1/uploads/{}/{}/{}", org.id, asset.id, name.replace('+', "%20"))
}
